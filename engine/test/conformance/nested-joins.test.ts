// Conformance: fan-outs inside fan-outs, of which some are empty: each fires its own join.

import { expect, test } from "vitest";
import { collect, defineEvent, StartEvent, StopEvent, type, Workflow } from "../../src/index.ts";

class Room extends defineEvent("Room", type<{ shelves: number[] }>()) {}
class Shelf extends defineEvent("Shelf", type<{ books: number }>()) {}
class Book extends defineEvent("Book", type<{ n: number }>()) {}
class Read extends defineEvent("Read", type<{ n: number }>()) {}
class ShelfRead extends defineEvent("ShelfRead", type<{ books: number }>()) {}
class RoomRead extends defineEvent("RoomRead", type<{ shelves: number[] }>()) {}

/** Rooms of shelves of books; every join is told of in `fired`. */
function library(rooms: readonly (readonly number[])[]): {
  readonly flow: Workflow<object, number[][]>;
  readonly fired: string[];
} {
  const fired: string[] = [];
  const flow = new Workflow<object, number[][]>({ name: "library" });
  flow.step({ accepts: StartEvent, emits: Room }, function openRooms() {
    return rooms.map((shelves) => new Room({ shelves: [...shelves] }));
  });
  flow.step({ accepts: Room, emits: Shelf }, function openShelves(ev) {
    return ev.shelves.map((books) => new Shelf({ books }));
  });
  flow.step({ accepts: Shelf, emits: Book }, function openBooks(ev) {
    return Array.from({ length: ev.books }, (_, n) => new Book({ n }));
  });
  flow.step({ accepts: Book, emits: Read }, async function read(ev) {
    for (let turns = 10 - ev.n; turns > 0; turns--) await Promise.resolve();
    return new Read({ n: ev.n });
  });
  flow.step({ accepts: collect(Read), emits: ShelfRead }, function joinBooks(all) {
    fired.push(`books ${all.length}`);
    return new ShelfRead({ books: all.length });
  });
  flow.step({ accepts: collect(ShelfRead), emits: RoomRead }, function joinShelves(all) {
    fired.push(`shelves ${all.length}`);
    return new RoomRead({ shelves: all.map(({ books }) => books) });
  });
  flow.step({ accepts: collect(RoomRead), emits: StopEvent }, function joinRooms(all) {
    fired.push(`rooms ${all.length}`);
    return new StopEvent({ result: all.map(({ shelves }) => shelves) });
  });
  return { flow, fired };
}

test.each<{ what: string; rooms: number[][]; fired: string[] }>([
  { what: "no rooms", rooms: [], fired: ["rooms 0"] },
  { what: "rooms without shelves", rooms: [[], []], fired: ["shelves 0", "shelves 0", "rooms 2"] },
  { what: "one room without shelves", rooms: [[]], fired: ["shelves 0", "rooms 1"] },
  { what: "shelves without books", rooms: [[0, 0]], fired: ["books 0", "books 0", "shelves 2", "rooms 1"] },
  { what: "some of each", rooms: [[2, 0], [], [1]], fired: [] },
])("$what", async ({ rooms, fired }) => {
  const one = library(rooms);
  expect(await one.flow.run({})).toEqual(rooms);
  if (fired.length > 0) expect(one.fired).toEqual(fired);
});

test("an empty outer fan-out around one that fans straight into its join fires the outer join, not the nearest", async () => {
  const flow = new Workflow<{ shelves: number[] }, number[]>({ name: "short" });
  flow.step({ accepts: StartEvent, emits: Shelf }, function openShelves(ev) {
    return ev.shelves.map((books) => new Shelf({ books }));
  });
  flow.step({ accepts: Shelf, emits: Read }, function openBooks(ev) {
    return Array.from({ length: ev.books }, (_, n) => new Read({ n }));
  });
  flow.step({ accepts: collect(Read), emits: ShelfRead }, function joinBooks(all) {
    return new ShelfRead({ books: all.length });
  });
  flow.step({ accepts: collect(ShelfRead), emits: StopEvent }, function joinShelves(all) {
    return new StopEvent({ result: all.map(({ books }) => books) });
  });
  expect(await flow.run({ shelves: [] })).toEqual([]);
  expect(await flow.run({ shelves: [0, 2] })).toEqual([0, 2]);
});

test("an outer fan-out whose branches all drop out before they fan out fires its own join", async () => {
  const flow = new Workflow<object, number[]>({ name: "dropped" });
  flow.step({ accepts: StartEvent, emits: Shelf }, function openShelves() {
    return [new Shelf({ books: 1 }), new Shelf({ books: 2 })];
  });
  flow.step({ accepts: Shelf, emits: Read }, function openBooks() {
    return undefined;
  });
  flow.step({ accepts: collect(Read), emits: ShelfRead }, function joinBooks(all) {
    return new ShelfRead({ books: all.length });
  });
  flow.step({ accepts: collect(ShelfRead), emits: StopEvent }, function joinShelves(all) {
    return new StopEvent({ result: all.map(({ books }) => books) });
  });
  expect(await flow.run({})).toEqual([]);
});

test("an empty fan-out before another phase fires its own join, which opens the next", async () => {
  const flow = new Workflow<object, string>({ name: "phases" });
  flow.step({ accepts: StartEvent, emits: Book }, function first() {
    return [];
  });
  flow.step({ accepts: Book, emits: Read }, function read(ev) {
    return new Read({ n: ev.n });
  });
  flow.step({ accepts: collect(Read), emits: Shelf }, function joinFirst(all) {
    return [new Shelf({ books: all.length }), new Shelf({ books: 7 })];
  });
  flow.step({ accepts: Shelf, emits: ShelfRead }, function shelve(ev) {
    return new ShelfRead({ books: ev.books });
  });
  flow.step({ accepts: collect(ShelfRead), emits: StopEvent }, function joinSecond(all) {
    return new StopEvent({ result: all.map(({ books }) => books).join() });
  });
  expect(await flow.run({})).toBe("0,7");
});
