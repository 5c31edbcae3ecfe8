/**
 * Swipes on cards: to the left skips, to the right likes. Mouse and pen have buttons; a vertical move scrolls.
 */

const DECIDES_PX = 12;
const ACTS_PX = 84;

/**
 * @param {HTMLElement} list the element that holds the cards
 * @param {(card: HTMLElement, direction: "left"|"right") => void} swiped
 */
export function onSwipe(list, swiped) {
  /** @type {{card: HTMLElement, inner: HTMLElement, id: number, x: number, y: number, dx: number,
   *     across: boolean}|null} */
  let drag = null;

  const settle = () => {
    if (!drag) return;
    const { inner, card } = drag;
    drag = null;
    card.classList.remove("is-dragged", "to-left", "to-right", "will-act");
    inner.style.removeProperty("transform");
  };

  list.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch" || !event.isPrimary || !(event.target instanceof Element)) return;
    if (event.target.closest("video, audio, input")) return;
    const card = event.target.closest("article.card");
    const inner = card?.querySelector(".card-inner");
    if (!(card instanceof HTMLElement) || !(inner instanceof HTMLElement)) return;
    drag = { card, inner, id: event.pointerId, x: event.clientX, y: event.clientY, dx: 0, across: false };
  });

  list.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.across) {
      if (Math.abs(dy) > DECIDES_PX && Math.abs(dy) >= Math.abs(dx)) return settle();
      if (Math.abs(dx) < DECIDES_PX) return;
      drag.across = true;
      drag.card.classList.add("is-dragged");
    }
    drag.dx = dx;
    drag.card.classList.toggle("to-left", dx < 0);
    drag.card.classList.toggle("to-right", dx > 0);
    drag.card.classList.toggle("will-act", Math.abs(dx) >= ACTS_PX);
    // Past the point where it acts, the card follows with growing reluctance.
    const pull = Math.sign(dx) * Math.min(Math.abs(dx), ACTS_PX + (Math.abs(dx) - ACTS_PX) * 0.25);
    drag.inner.style.transform = `translateX(${Math.round(Math.abs(dx) < ACTS_PX ? dx : pull)}px)`;
  });

  list.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { card, dx, across } = drag;
    settle();
    if (!across) return;
    // The click that ends a swipe is not one on whatever lies under the finger.
    const swallow = (click) => {
      click.preventDefault();
      click.stopPropagation();
    };
    list.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => list.removeEventListener("click", swallow, { capture: true }), 50);
    if (Math.abs(dx) >= ACTS_PX) swiped(card, dx < 0 ? "left" : "right");
  });

  list.addEventListener("pointercancel", settle);
}
