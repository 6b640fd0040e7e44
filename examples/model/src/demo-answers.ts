// What the scripted demo model says to each of the examples' prompts.

import type { ScriptedRequest } from "stepscope/testing";
import { COOLING_NOTES, COOLING_PLAN, COOLING_REPORT } from "./demo-research.ts";

const MARK = "[scripted demo model]";

interface DemoAnswer {
  readonly when: RegExp;
  readonly answer: (match: RegExpMatchArray) => string;
}

const JOKES: Readonly<Record<string, string>> = {
  pirates: "Why did the pirate take up programming? He had heard that every loop ends at C.",
  robots: "Why was the robot so bad at football? It kept kicking up sparks and passing by reference.",
  cats: "Why did the cat join the help desk? It was already the best at ignoring tickets.",
};

const ANSWERS: readonly DemoAnswer[] = [
  { when: /best joke about (.+?)\.?$/i, answer: ([, topic = ""]) => prose(jokeAbout(topic)) },
  {
    when: /analysis and critique of the following joke: ([\s\S]+)$/i,
    answer: () =>
      prose(
        "The set-up is honest and the punchline turns on a single word heard two ways, which is what keeps it short. " +
          "The surprise comes late, as it should. It leans on the listener knowing the second meaning; outside that circle it will get a polite smile. Seven out of ten.",
      ),
  },
  { when: /^Plan: .*five questions.*\nTopic: (.+)$/is, answer: ([, topic = ""]) => planFor(topic.trim()) },
  { when: /^Search: .*\nQuestion: (.+)$/is, answer: ([, question = ""]) => keywordsFor(question.trim()) },
  { when: /^Summarize: .*\nQuestion: (.+?)\n/is, answer: ([, question = ""]) => prose(noteFor(question.trim())) },
  { when: /^Draft: .*\nTopic: (.+?)\n/is, answer: ([, topic = ""]) => prose(reportFor(topic.trim(), "first")) },
  { when: /^Revise: .*\nTopic: (.+?)\n/is, answer: ([, topic = ""]) => prose(reportFor(topic.trim(), "second")) },
  { when: /^Review: .*\nRevision: (\d+)/is, answer: ([, revision = "0"]) => reviewOf(Number(revision)) },
  {
    when: /^Reply: .*\nCustomer: (.+?)\n/is,
    answer: ([, customer = "there"]) =>
      prose(
        `Dear ${customer}, we are sorry that your order arrived damaged. We have set a full refund in motion; ` +
          "it reaches you within three working days, and you may keep the item. Thank you for telling us.",
      ),
  },
];

/** The prepared answer to a request; a plain statement when nothing was prepared. */
export function answerDemoRequest(request: ScriptedRequest): string {
  for (const { when, answer } of ANSWERS) {
    const match = when.exec(request.prompt);
    if (match !== null) return answer(match);
  }
  return prose(`I have no prepared answer to: "${request.prompt.slice(0, 200)}". I only know what the examples ask.`);
}

function prose(text: string): string {
  return `${MARK} ${text}`;
}

function structured(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...value, answeredBy: MARK });
}

function jokeAbout(topic: string): string {
  const known = JOKES[topic.toLowerCase()];
  return known ?? `Why did ${topic} cross the road? To get to the part of the demo that was not scripted.`;
}

function isCooling(text: string): boolean {
  return /\b(cool|heat|hot)/i.test(text);
}

function planFor(topic: string): string {
  if (isCooling(topic)) return structured({ questions: COOLING_PLAN });
  const questions = ["What is it", "Why does it matter", "What is known", "What is disputed", "What can be done"];
  return structured({ questions: questions.map((question) => `${question}: ${topic}?`) });
}

function keywordsFor(question: string): string {
  const known = COOLING_NOTES.find((note) => note.question === question);
  const words = question.toLowerCase().match(/\p{L}{4,}/gu) ?? [question];
  return structured({ keywords: known?.keywords ?? words.slice(0, 5) });
}

function noteFor(question: string): string {
  const known = COOLING_NOTES.find((note) => note.question === question);
  return known?.note ?? `A note on "${question}" would stand here; a real model would write it from the passages.`;
}

function reportFor(topic: string, version: "first" | "second"): string {
  if (isCooling(topic)) return COOLING_REPORT[version];
  return `A report on ${topic} would stand here (${version} version); a real model would write it from the notes.`;
}

function reviewOf(revision: number): string {
  if (revision > 0) return structured({ verdict: "publish", remarks: "Clear, balanced, and it now names its limits." });
  const remarks = "Say what the measures cost and who benefits, and name what is uncertain.";
  return structured({ verdict: "revise", remarks });
}
