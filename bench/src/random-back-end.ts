// A trace back end in a process of its own: it works, or answers 413, 429, 500, 503, 507 or nothing at random.

import { TraceBackEnd } from "../../engine/test/otel/trace-back-end.ts";

const ANSWERS = [200, 200, 200, 413, 429, 500, 503, 507, "hang"] as const;

const backEnd = await TraceBackEnd.start();
if (process.argv[2] === "failing") {
  backEnd.answer = () => ANSWERS[Math.floor(Math.random() * ANSWERS.length)] ?? 200;
}
process.send?.(backEnd.endpoint);
