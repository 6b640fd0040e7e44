import { expect, test } from "vitest";
import { FreshQueue, type FreshWork } from "./fresh-queue.ts";

function work(number: number): FreshWork {
  return { number, eventId: `e${number * 2}`, queuedAtMs: 1_800_000_000_000 + number };
}

test("what waits comes out in order and whole, while more comes in and the ring grows around its end", () => {
  const queue = new FreshQueue();
  const expected: FreshWork[] = [];
  let number = 0;
  for (let round = 0; round < 60; round++) {
    for (let count = 0; count < 5 + round; count++) {
      number += 1;
      queue.push(work(number));
      expected.push(work(number));
    }
    for (let count = 0; count < 3 + (round % 50); count++) expect(queue.shift()).toEqual(expected.shift());
    expect(queue.size).toBe(expected.length);
    expect([...queue]).toEqual(expected);
  }
  while (expected.length > 0) expect(queue.shift()).toEqual(expected.shift());
  expect([queue.shift(), queue.size, [...queue]]).toEqual([undefined, 0, []]);
});

test("a queue that was cleared begins anew", () => {
  const queue = new FreshQueue();
  for (let number = 1; number <= 100; number++) queue.push(work(number));
  queue.shift();
  queue.clear();
  expect([queue.size, queue.shift()]).toEqual([0, undefined]);
  queue.push(work(7));
  expect([...queue]).toEqual([work(7)]);
});
