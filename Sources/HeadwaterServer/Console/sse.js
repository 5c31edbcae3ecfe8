/**
 * A reader of server-sent events over `fetch`, for `EventSource` can't POST.
 *
 * Follows the event stream format of the HTML standard: lines end in CR, LF or both, a blank line ends an event,
 * `data` lines are joined by LF, and lines that begin with a colon are comments. `id` and `retry` mean nothing
 * here, as a question isn't asked again by itself.
 */

/** An event may not be longer than this many UTF-16 units; a stream without an end would fill the memory. */
const LONGEST = 4_000_000;

/** Takes text in any pieces and gives whole events. */
export class EventParser {
  #rest = "";
  #event = "";
  /** @type {string[]} */
  #data = [];

  /**
   * @param {string} text
   * @returns {{event: string, data: string}[]} the events that this piece completed
   */
  push(text) {
    this.#rest += text;
    if (this.#rest.length > LONGEST) throw new RangeError("a server-sent event is too long");
    const events = [];
    for (;;) {
      const match = /\r\n|\n|\r/.exec(this.#rest);
      if (!match) break;
      // A CR at the very end may be half of a CR LF that the next piece completes.
      if (match[0] === "\r" && match.index === this.#rest.length - 1) break;
      const line = this.#rest.slice(0, match.index);
      this.#rest = this.#rest.slice(match.index + match[0].length);
      const event = this.#line(line);
      if (event) events.push(event);
    }
    return events;
  }

  /** @param {string} line */
  #line(line) {
    if (line === "") {
      const event = this.#data.length ? { event: this.#event || "message", data: this.#data.join("\n") } : null;
      this.#event = "";
      this.#data = [];
      return event;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
    return null;
  }
}

/**
 * The events of a response's body.
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{event: string, data: string}>}
 */
export async function* readEvents(body) {
  const parser = new EventParser();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        // A stream that ends in CR has its last line whole.
        yield* parser.push("\n");
        return;
      }
      yield* parser.push(value);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
