// A research workflow: plan five questions, search and summarize them side by side, draft, review, revise, publish.

import {
  StartEvent,
  StopEvent,
  Workflow,
  afterAttempt,
  defineEvent,
  exponential,
  retryPolicy,
  type Context,
} from "stepscope";
import { z } from "zod";
import { askStreamed, askText, askValue, type Model } from "./ask-model.ts";
import { searchPassages } from "./search-passages.ts";

const QUESTIONS = 5;

const passage = z.object({ title: z.string(), text: z.string() });

export class Question extends defineEvent("Question", z.object({ position: z.number(), text: z.string() })) {}

export class Sources extends defineEvent(
  "Sources",
  z.object({ position: z.number(), question: z.string(), passages: z.array(passage) }),
) {}

export class Note extends defineEvent(
  "Note",
  z.object({ position: z.number(), question: z.string(), text: z.string(), sources: z.array(z.string()) }),
) {}

export class Draft extends defineEvent("Draft", z.object({ text: z.string(), revision: z.number() })) {}

export class Remarks extends defineEvent(
  "Remarks",
  z.object({ draft: z.string(), revision: z.number(), remarks: z.string() }),
) {}

export class Approved extends defineEvent("Approved", z.object({ text: z.string(), revision: z.number() })) {}

/** Published to the stream while the report is being written. */
export class ReportPiece extends defineEvent("ReportPiece", z.object({ revision: z.number(), piece: z.string() })) {}

/** What a run of the research gives. */
export interface Report {
  readonly topic: string;
  readonly text: string;
  readonly revisions: number;
  /** Titles of the passages it rests on. */
  readonly sources: readonly string[];
}

/** What the steps share in a run. */
export interface ResearchState extends Record<string, unknown> {
  topic: string;
  sources: string[];
}

/** What the research needs from outside. */
export interface ResearchServices extends Model {
  /** Address of the search service. */
  readonly searchUrl: string;
}

const plan = z.object({ questions: z.array(z.string()).min(QUESTIONS).max(QUESTIONS) });
const keywords = z.object({ keywords: z.array(z.string()).min(1).max(6) });
const review = z.object({ verdict: z.enum(["publish", "revise"]), remarks: z.string() });

/** Services that are busy or slip up get a few more chances, each after a longer wait. */
const patient = retryPolicy({ wait: exponential({ initialMs: 400, maxMs: 5_000 }), stop: afterAttempt(4) });

/** The workflow; one instance serves any number of runs. */
export class Research extends Workflow<{ topic: string }, Report, ResearchState> {
  readonly #services: ResearchServices;

  constructor(services: ResearchServices) {
    super({ name: "research", timeoutMs: 300_000 });
    this.#services = services;
  }

  plan = this.step({ accepts: StartEvent, emits: Question, retry: patient }, async (ev, ctx) => {
    await ctx.store.set("topic", ev.topic);
    const prompt = `Plan: write five questions that together cover the topic.\nTopic: ${ev.topic}`;
    const { questions } = await askValue(this.#services, { prompt, shape: plan, signal: ctx.signal });
    return questions.map((text, position) => new Question({ position, text }));
  });

  search = this.step({ accepts: Question, emits: Sources, workers: 5, retry: patient }, async (ev, ctx) => {
    const prompt = `Search: give up to six keywords that find passages for the question.\nQuestion: ${ev.text}`;
    const found = await askValue(this.#services, { prompt, shape: keywords, signal: ctx.signal });
    const passages = await searchPassages(this.#services.searchUrl, found.keywords.join(" "), ctx.signal);
    return new Sources({ position: ev.position, question: ev.text, passages });
  });

  summarize = this.step({ accepts: Sources, emits: Note, workers: 2, retry: patient }, async (ev, ctx) => {
    const passages = ev.passages.map(({ title, text }) => `- ${title}: ${text}`).join("\n");
    const prompt = `Summarize: answer the question in three sentences from the passages.\nQuestion: ${ev.question}\n${passages}`;
    const text = await askText(this.#services, prompt, ctx.signal);
    return new Note({
      position: ev.position,
      question: ev.question,
      text,
      sources: ev.passages.map(({ title }) => title),
    });
  });

  draft = this.step({ accepts: Note, emits: Draft }, async (ev, ctx) => {
    const notes = ctx.collectEvents(
      ev,
      Array.from({ length: QUESTIONS }, () => Note),
    );
    if (notes === undefined) return undefined;
    const ordered = notes.toSorted((a, b) => a.position - b.position);
    await ctx.store.set("sources", [...new Set(ordered.flatMap((note) => note.sources))]);
    const lines = ordered.map((note) => `- ${note.question} ${note.text}`).join("\n");
    const prompt = `Draft: write a short report from the notes.\nTopic: ${await ctx.store.get("topic")}\n${lines}`;
    return new Draft({ text: await this.#write(prompt, 0, ctx), revision: 0 });
  });

  critique = this.step({ accepts: Draft, emits: [Remarks, Approved], retry: patient }, async (ev, ctx) => {
    const prompt = `Review: say whether to publish or revise, with one remark.\nRevision: ${ev.revision}\n${ev.text}`;
    const { verdict, remarks } = await askValue(this.#services, { prompt, shape: review, signal: ctx.signal });
    const isGoodEnough = verdict === "publish" || ev.revision === 2;
    if (isGoodEnough) return new Approved({ text: ev.text, revision: ev.revision });
    return new Remarks({ draft: ev.text, revision: ev.revision, remarks });
  });

  revise = this.step({ accepts: Remarks, emits: Draft }, async (ev, ctx) => {
    const topic = await ctx.store.get("topic");
    const prompt = `Revise: rewrite the report to meet the remark.\nTopic: ${topic}\nRemark: ${ev.remarks}\n${ev.draft}`;
    return new Draft({ text: await this.#write(prompt, ev.revision + 1, ctx), revision: ev.revision + 1 });
  });

  publish = this.step({ accepts: Approved, emits: StopEvent }, async (ev, ctx) => {
    const { topic, sources } = await ctx.store.all();
    return new StopEvent({ result: { topic, text: ev.text, revisions: ev.revision, sources } });
  });

  #write(prompt: string, revision: number, ctx: Context<ResearchState>): Promise<string> {
    const onPiece = (piece: string) => ctx.writeEventToStream(new ReportPiece({ revision, piece }));
    return askStreamed(this.#services, { prompt, signal: ctx.signal, onPiece });
  }
}
