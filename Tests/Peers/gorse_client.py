"""Calls Headwater through PyGorse, Gorse's own Python client: every method of both its classes.

    gorse_client.py URL KEY

Says `ok CLASS.METHOD` for each method that did what Gorse does, and ends with 1 where one did not.
"""

import asyncio
import inspect
import sys

from gorse import AsyncGorse, Gorse, GorseException, Score

STAMP = "2022-02-24T00:00:00Z"


def check(what, is_so):
    if not is_so:
        raise AssertionError(what)


def same(what, found, wanted):
    check(f"{what}: {found!r} is not {wanted!r}", found == wanted)


class Waiting:
    """The synchronous client, as if it were asynchronous: one script serves both."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        method = getattr(self._client, name)

        async def call(*given, **named):
            return method(*given, **named)

        return call


class Noting:
    """A client that notes which of its methods were called."""

    def __init__(self, client):
        self._client = client
        self.called = set()

    def __getattr__(self, name):
        self.called.add(name)
        return getattr(self._client, name)


async def refuses(what, status, call):
    try:
        await call
    except GorseException as error:
        same(what, error.status_code, status)
        check(f"{what}: the error says nothing", error.message)
        return
    raise AssertionError(f"{what}: nothing was refused")


def item(name, **more):
    return {
        "ItemId": name, "IsHidden": False, "Labels": ["a", "b"], "Categories": ["d", "e"],
        "Timestamp": STAMP, "Comment": "comment",
    } | more


async def users(client, name):
    user = {"UserId": name, "Labels": ["a", "b", "c"], "Subscribe": ["d", "e"], "Comment": "comment"}
    same("insert_user", await client.insert_user(user), {"RowAffected": 1})
    same("get_user", await client.get_user(name), user)
    rest = [
        {"UserId": f"{name}-{number}", "Labels": {"gender": "M", "age": 24}, "Comment": "my user"}
        for number in range(3)
    ]
    same("insert_users", await client.insert_users(rest), {"RowAffected": 3})
    found, cursor = [], ""
    while True:
        part, cursor = await client.get_users(2, cursor)
        check("a page of users is too long", len(part) <= 2)
        found += part
        if not cursor:
            break
    same("get_users", [one for one in found if one["UserId"].startswith(name)], [user, *rest])
    same("delete_user", await client.delete_user(name), {"RowAffected": 1})
    await refuses("a user who was deleted", 404, client.get_user(name))
    same("insert_user again", await client.insert_user(user), {"RowAffected": 1})
    same("get_user again", await client.get_user(name), user)


async def items(client, name):
    given = [item(f"{name}:{number}", IsHidden=number == 1) for number in range(5)]
    for one in given:
        same("insert_item", await client.insert_item(one), {"RowAffected": 1})
    same("get_item", await client.get_item(f"{name}:0"), given[0])
    found, cursor = [], ""
    while True:
        part, cursor = await client.get_items(3, cursor)
        found += part
        if not cursor:
            break
    same("get_items", [one for one in found if one["ItemId"].startswith(name)], given)
    changed = await client.update_item(f"{name}:0", labels=["x", "y"], comment="zebra in " + name)
    same("update_item", changed, {"RowAffected": 1})
    wanted = given[0] | {"Labels": ["x", "y"], "Comment": "zebra in " + name}
    same("get_item after a change", await client.get_item(f"{name}:0"), wanted)
    same("search_items", (await client.search_items("zebra " + name, 1)), [wanted])
    later = await client.update_item(
        f"{name}:2", is_hidden=True, categories=["z"], timestamp="2023-01-01T00:00:00Z"
    )
    same("update_item", later, {"RowAffected": 1})
    wanted = given[2] | {"IsHidden": True, "Categories": ["z"], "Timestamp": "2023-01-01T00:00:00Z"}
    same("get_item after another", await client.get_item(f"{name}:2"), wanted)
    same("delete_item", await client.delete_item(f"{name}:3"), {"RowAffected": 1})
    await refuses("an item that was deleted", 404, client.get_item(f"{name}:3"))
    same("insert_item again", await client.insert_item(given[3]), {"RowAffected": 1})
    same("get_item again", await client.get_item(f"{name}:3"), given[3])


def bare(row):
    return {key: row[key] for key in ("FeedbackType", "UserId", "ItemId", "Timestamp")}


async def feedback(client, name):
    one = await client.insert_feedback("like", name, f"{name}:0", STAMP)
    same("insert_feedback", one, {"RowAffected": 1})
    more = [
        {"FeedbackType": "read", "UserId": name, "ItemId": f"{name}:{number}", "Timestamp": STAMP}
        for number in (0, 4)
    ]
    same("insert_feedbacks", await client.insert_feedbacks(more), {"RowAffected": 2})
    same("list_feedbacks", [bare(row) for row in await client.list_feedbacks("read", name)], more)
    found, cursor = [], ""
    while True:
        part, cursor = await client.get_feedbacks(2, cursor)
        found += part
        if not cursor:
            break
    check("get_feedbacks", sum(row["UserId"] == name for row in found) == 3)
    gone = await client.delete_feedback(name, f"{name}:0")
    same("delete_feedback", gone, {"RowAffected": 2})
    same("list_feedbacks after it", await client.list_feedbacks("like", name), [])


async def recommendations(client, name):
    shop = [item(f"{name}/r{number}".replace("/", "_"), Categories=[name]) for number in range(8)]
    for one in shop:
        await client.insert_item(one)
    ids = {one["ItemId"] for one in shop}
    reader = name + "-reader"
    found = await client.get_recommend(reader, category=name, n=5)
    check("a score", all(isinstance(one, Score) and isinstance(one.score, float) for one in found))
    same("get_recommend", (len(found), {one.id for one in found} <= ids), (5, True))
    again = await client.get_recommend(reader, category=name, n=5)
    same("get_recommend again", [one.id for one in again], [one.id for one in found])
    rest = await client.get_recommend(reader, category=name, n=5, offset=5)
    same("get_recommend's rest", {one.id for one in found + rest}, ids)
    check("get_recommend of all", len(await client.get_recommend(reader)) == 10)
    read = await client.get_recommend(reader, name, 3, write_back_type="read")
    left = await client.get_recommend(reader, name, 8, write_back_type="read", write_back_delay="1h")
    same("write_back_type", {one.id for one in left}, ids - {one.id for one in read})
    same("write_back_delay", len(await client.get_recommend(reader, name, 8)), 5)
    await client.insert_feedbacks([
        {"FeedbackType": "like", "UserId": f"{name}-fan{fan}", "ItemId": shop[number]["ItemId"], "Timestamp": STAMP}
        for fan in range(3) for number in (0, 7)
    ])
    near = await client.get_neighbors(shop[0]["ItemId"], n=3)
    same("get_neighbors", (len(near), near[0]["Id"]), (3, shop[7]["ItemId"]))
    same("get_neighbors' rest", await client.get_neighbors(shop[0]["ItemId"], n=2, offset=1), near[1:])
    session = [{"FeedbackType": "like", "UserId": "0", "ItemId": shop[0]["ItemId"], "Timestamp": "2010-01-01T01:01:01.000001"}]
    near = await client.session_recommend(session, 3)
    same("session_recommend", (len(near), near[0]["Id"]), (3, shop[7]["ItemId"]))


async def run(kind, url, key):
    name = kind.__name__.lower()
    client = kind(url, key)
    noting = Noting(client if kind is AsyncGorse else Waiting(client))
    for part in (users, items, feedback, recommendations):
        await part(noting, name)
    methods = {
        method for method, _ in inspect.getmembers(kind, inspect.isfunction) if not method.startswith("_")
    }
    same("methods that were not called", methods - noting.called, set())
    other = kind(url, "no-such-key-at-all")
    other = other if kind is AsyncGorse else Waiting(other)
    await refuses("a key that isn't known", 401, other.get_user(name))
    for method in sorted(methods):
        print(f"ok {kind.__name__}.{method}", flush=True)


def main():
    url, key = sys.argv[1:3]
    try:
        asyncio.run(run(Gorse, url, key))
        asyncio.run(run(AsyncGorse, url, key))
    except (AssertionError, GorseException) as error:
        said = f"{error.status_code} {error.message}" if isinstance(error, GorseException) else error
        print(f"failed: {said}", flush=True)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
