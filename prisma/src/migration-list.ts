// Every migration, oldest first. Written by scripts/embed-migrations.ts from migrations/: change those, not this.

/** One step of the schema's history. */
export interface Migration {
  /** Folder name: a time stamp and what it is for. */
  readonly name: string;
  /** SHA-256 of the SQL text, hex; Prisma keeps the same. */
  readonly checksum: string;
  readonly sql: string;
}

/** Oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: "20261122203524_init",
    checksum: "5f48bcc4c1cccaa06619ca79f94022469905d6075d379cee2f4d9d7cdb87ffe8",
    sql: [
      '-- CreateTable\nCREATE TABLE "Workflow" (\n    "hash" TEXT NOT NULL PRIMARY KEY,\n    "name" TEXT NOT NULL,\n    "version" TEXT,\n    "graph" TEXT NOT NULL,\n    "firstSeenAtMs" BIGINT NOT NULL\n);',
      '-- CreateTable\nCREATE TABLE "Run" (\n    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,\n    "id" TEXT NOT NULL,\n    "status" TEXT NOT NULL,\n    "backingOff" INTEGER NOT NULL DEFAULT 0,\n    "workflow" TEXT NOT NULL,\n    "version" TEXT,\n    "definitionHash" TEXT NOT NULL,\n    "reducerVersion" INTEGER NOT NULL DEFAULT 1,\n    "inputPreview" TEXT NOT NULL DEFAULT \'\',\n    "resultPreview" TEXT,\n    "errorName" TEXT,\n    "errorMessage" TEXT,\n    "failedStep" TEXT,\n    "startedAtMs" BIGINT NOT NULL,\n    "endedAtMs" BIGINT,\n    "updatedAtMs" BIGINT NOT NULL,\n    "timeoutMs" REAL,\n    "deadlineAtMs" BIGINT,\n    "durationMs" REAL,\n    "waitingMs" REAL NOT NULL DEFAULT 0,\n    "activeMs" REAL,\n    "waitingSinceAtMs" BIGINT,\n    "waitingFor" TEXT NOT NULL DEFAULT \'[]\',\n    "waitingPrompt" TEXT,\n    "activity" TEXT,\n    "executions" INTEGER NOT NULL DEFAULT 0,\n    "failures" INTEGER NOT NULL DEFAULT 0,\n    "attempts" INTEGER NOT NULL DEFAULT 0,\n    "retries" INTEGER NOT NULL DEFAULT 0,\n    "maxAttempts" INTEGER NOT NULL DEFAULT 1,\n    "llmCalls" INTEGER NOT NULL DEFAULT 0,\n    "promptTokens" INTEGER NOT NULL DEFAULT 0,\n    "completionTokens" INTEGER NOT NULL DEFAULT 0,\n    "totalTokens" INTEGER NOT NULL DEFAULT 0,\n    "costUsd" REAL NOT NULL DEFAULT 0,\n    "tags" TEXT NOT NULL DEFAULT \'[]\',\n    "sessionId" TEXT,\n    "userId" TEXT,\n    "parentRunId" TEXT,\n    "parentExecutionId" TEXT,\n    "forkedFromRunId" TEXT,\n    "forkedFromSeq" INTEGER,\n    "traceId" TEXT,\n    "rootSpanId" TEXT,\n    "lastSeq" INTEGER NOT NULL DEFAULT 0,\n    "segments" INTEGER NOT NULL DEFAULT 1,\n    "recordsDropped" INTEGER NOT NULL DEFAULT 0,\n    "metadata" TEXT,\n    "input" TEXT NOT NULL,\n    "result" TEXT,\n    "error" TEXT,\n    CONSTRAINT "Run_definitionHash_fkey" FOREIGN KEY ("definitionHash") REFERENCES "Workflow" ("hash") ON DELETE RESTRICT ON UPDATE CASCADE\n);',
      '-- CreateTable\nCREATE TABLE "Record" (\n    "runId" TEXT NOT NULL,\n    "seq" INTEGER NOT NULL,\n    "kind" TEXT NOT NULL,\n    "timeMs" BIGINT NOT NULL,\n    "monotonicNs" BIGINT NOT NULL,\n    "segment" INTEGER NOT NULL,\n    "traceId" TEXT,\n    "spanId" TEXT,\n    "executionId" TEXT,\n    "step" TEXT,\n    "attempt" INTEGER,\n    "data" TEXT NOT NULL,',
      '    PRIMARY KEY ("runId", "seq"),\n    CONSTRAINT "Record_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE\n);',
      '-- CreateTable\nCREATE TABLE "RunStep" (\n    "runId" TEXT NOT NULL,\n    "step" TEXT NOT NULL,\n    "runNumber" INTEGER NOT NULL,\n    "workflow" TEXT NOT NULL,\n    "startedAtMs" BIGINT NOT NULL,\n    "count" INTEGER NOT NULL,\n    "failures" INTEGER NOT NULL,\n    "retries" INTEGER NOT NULL,\n    "totalMs" REAL NOT NULL,\n    "minMs" REAL NOT NULL,\n    "maxMs" REAL NOT NULL,\n    "p50Ms" REAL NOT NULL,\n    "p95Ms" REAL NOT NULL,\n    "queueMs" REAL NOT NULL,',
      '    PRIMARY KEY ("runId", "step"),\n    CONSTRAINT "RunStep_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE\n);',
      '-- CreateTable\nCREATE TABLE "RunTag" (\n    "runNumber" INTEGER NOT NULL,\n    "tag" TEXT NOT NULL,\n    "startedAtMs" BIGINT NOT NULL,',
      '    PRIMARY KEY ("runNumber", "tag"),\n    CONSTRAINT "RunTag_runNumber_fkey" FOREIGN KEY ("runNumber") REFERENCES "Run" ("number") ON DELETE CASCADE ON UPDATE CASCADE\n);',
      '-- CreateTable\nCREATE TABLE "RunModel" (\n    "runNumber" INTEGER NOT NULL,\n    "model" TEXT NOT NULL,\n    "provider" TEXT NOT NULL,\n    "startedAtMs" BIGINT NOT NULL,\n    "calls" INTEGER NOT NULL,\n    "promptTokens" INTEGER NOT NULL,\n    "completionTokens" INTEGER NOT NULL,\n    "totalTokens" INTEGER NOT NULL,\n    "costUsd" REAL NOT NULL,',
      '    PRIMARY KEY ("runNumber", "model"),\n    CONSTRAINT "RunModel_runNumber_fkey" FOREIGN KEY ("runNumber") REFERENCES "Run" ("number") ON DELETE CASCADE ON UPDATE CASCADE\n);',
      '-- CreateTable\nCREATE TABLE "Span" (\n    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,\n    "runId" TEXT NOT NULL,\n    "executionId" TEXT,\n    "traceId" TEXT NOT NULL,\n    "spanId" TEXT NOT NULL,\n    "parentSpanId" TEXT,\n    "name" TEXT NOT NULL,\n    "kind" TEXT NOT NULL,\n    "startTimeMs" REAL NOT NULL,\n    "endTimeMs" REAL NOT NULL,\n    "status" TEXT NOT NULL,\n    "error" TEXT,\n    "attributes" TEXT NOT NULL,\n    "events" TEXT,\n    "model" TEXT,\n    "provider" TEXT,\n    "promptTokens" INTEGER,\n    "completionTokens" INTEGER,\n    "cacheReadTokens" INTEGER,\n    "reasoningTokens" INTEGER,\n    "costUsd" REAL,\n    "timeToFirstTokenMs" REAL\n);',
      '-- CreateTable\nCREATE TABLE "Payload" (\n    "hash" TEXT NOT NULL PRIMARY KEY,\n    "body" TEXT NOT NULL,\n    "bytes" INTEGER NOT NULL,\n    "createdAtMs" BIGINT NOT NULL\n);',
      '-- CreateTable\nCREATE TABLE "PayloadUse" (\n    "hash" TEXT NOT NULL,\n    "runNumber" INTEGER NOT NULL,',
      '    PRIMARY KEY ("hash", "runNumber"),\n    CONSTRAINT "PayloadUse_hash_fkey" FOREIGN KEY ("hash") REFERENCES "Payload" ("hash") ON DELETE CASCADE ON UPDATE CASCADE,\n    CONSTRAINT "PayloadUse_runNumber_fkey" FOREIGN KEY ("runNumber") REFERENCES "Run" ("number") ON DELETE CASCADE ON UPDATE CASCADE\n);',
      '-- CreateTable\nCREATE TABLE "ExportOutbox" (\n    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,\n    "state" TEXT NOT NULL DEFAULT \'pending\',\n    "runId" TEXT,\n    "traceId" TEXT NOT NULL,\n    "spanId" TEXT NOT NULL,\n    "body" BLOB NOT NULL,\n    "bytes" INTEGER NOT NULL,\n    "attempts" INTEGER NOT NULL DEFAULT 0,\n    "createdAtMs" BIGINT NOT NULL,\n    "sentAtMs" BIGINT,\n    "dueAtMs" BIGINT NOT NULL,\n    "lastError" TEXT\n);',
      '-- CreateTable\nCREATE TABLE "ExportTarget" (\n    "endpoint" TEXT NOT NULL PRIMARY KEY,\n    "project" TEXT,\n    "confirmed" INTEGER NOT NULL DEFAULT 0,\n    "lastSentAtMs" BIGINT,\n    "lastConfirmedAtMs" BIGINT,\n    "lastError" TEXT,\n    "lastErrorAtMs" BIGINT\n);',
      '-- CreateIndex\nCREATE INDEX "Workflow_name_firstSeenAtMs_idx" ON "Workflow"("name", "firstSeenAtMs");',
      '-- CreateIndex\nCREATE UNIQUE INDEX "Run_id_key" ON "Run"("id");',
      '-- CreateIndex\nCREATE INDEX "Run_startedAtMs_idx" ON "Run"("startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "Run_overview_idx" ON "Run"("startedAtMs", "status", "workflow", "activeMs", "totalTokens", "costUsd");',
      '-- CreateIndex\nCREATE INDEX "Run_status_startedAtMs_idx" ON "Run"("status", "startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "Run_workflow_startedAtMs_idx" ON "Run"("workflow", "startedAtMs", "status", "activeMs", "totalTokens", "costUsd");',
      '-- CreateIndex\nCREATE INDEX "Run_definitionHash_startedAtMs_idx" ON "Run"("definitionHash", "startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "Run_durationMs_idx" ON "Run"("durationMs");',
      '-- CreateIndex\nCREATE INDEX "Run_activeMs_idx" ON "Run"("activeMs");',
      '-- CreateIndex\nCREATE INDEX "Run_totalTokens_idx" ON "Run"("totalTokens");',
      '-- CreateIndex\nCREATE INDEX "Run_costUsd_idx" ON "Run"("costUsd");',
      '-- CreateIndex\nCREATE INDEX "Run_retries_idx" ON "Run"("retries");',
      '-- CreateIndex\nCREATE INDEX "Run_sessionId_startedAtMs_idx" ON "Run"("sessionId", "startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "Run_userId_startedAtMs_idx" ON "Run"("userId", "startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "Run_parentRunId_idx" ON "Run"("parentRunId");',
      '-- CreateIndex\nCREATE INDEX "Run_forkedFromRunId_idx" ON "Run"("forkedFromRunId");',
      '-- CreateIndex\nCREATE INDEX "RunStep_startedAtMs_idx" ON "RunStep"("startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "RunStep_step_startedAtMs_idx" ON "RunStep"("step", "startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "RunStep_workflow_startedAtMs_idx" ON "RunStep"("workflow", "startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "RunTag_tag_startedAtMs_idx" ON "RunTag"("tag", "startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "RunModel_startedAtMs_idx" ON "RunModel"("startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "RunModel_model_startedAtMs_idx" ON "RunModel"("model", "startedAtMs");',
      '-- CreateIndex\nCREATE INDEX "Span_runId_idx" ON "Span"("runId");',
      '-- CreateIndex\nCREATE INDEX "PayloadUse_runNumber_idx" ON "PayloadUse"("runNumber");',
      '-- CreateIndex\nCREATE INDEX "ExportOutbox_state_dueAtMs_idx" ON "ExportOutbox"("state", "dueAtMs");',
      '-- The full-text index over runs: rowid is Run.number. Trigrams find substrings of three characters and more in any\n-- script. Contentless: the texts themselves are in Run and are not kept twice.\nCREATE VIRTUAL TABLE "RunSearch" USING fts5(\n    "input",\n    "output",\n    "error",\n    "names",\n    content = \'\',\n    contentless_delete = 1,\n    tokenize = \'trigram remove_diacritics 1\'\n);\n',
    ].join("\n\n"),
  },
  {
    name: "20261122235833_journal_blocks",
    checksum: "24629bc3d8a866bd07ff6324349cf1ed684b74df43a290b658641159dea43fb3",
    sql: [
      '-- CreateTable\nCREATE TABLE "JournalBlock" (\n    "runId" TEXT NOT NULL,\n    "lastSeq" INTEGER NOT NULL,\n    "firstSeq" INTEGER NOT NULL,\n    "segment" INTEGER NOT NULL,\n    "timeMs" BIGINT NOT NULL,\n    "monotonicNs" BIGINT NOT NULL,\n    "traceId" TEXT,\n    "entries" TEXT NOT NULL,',
      '    PRIMARY KEY ("runId", "lastSeq"),\n    CONSTRAINT "JournalBlock_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE\n);',
      '-- What is stored already, in the long form of an entry, with its times as they are.\nINSERT INTO "JournalBlock"\nSELECT "runId", max("seq"), min("seq"), "segment", 0, 0, max("traceId"),\n    json_group_array(json_array("kind", "timeMs", "monotonicNs", json("data"), "spanId") ORDER BY "seq")\nFROM "Record"\nGROUP BY "runId", "segment", "seq" / 256;',
      '-- DropTable\nDROP TABLE "Record";',
      '-- The journal one record at a time, as the table before it: for people and tools that read the file with SQL.\nCREATE VIEW "Record" AS\nWITH "Entry" AS (\n    SELECT b."runId" AS "runId", b."firstSeq" + e."key" AS "seq", b."timeMs" AS "baseMs", b."monotonicNs" AS "baseNs",\n        b."segment" AS "segment", b."traceId" AS "trace", e."value" AS "entry", e."value" ->> 0 AS "form",\n        \'x\' || (e."value" ->> 3) AS "execution",\n        CASE e."value" ->> 4 WHEN 0 THEN json_array() ELSE json_array(\'e\' || (e."value" ->> 4)) END AS "events"\n    FROM "JournalBlock" AS b, json_each(b."entries") AS e\n),\n"Read" AS (\n    SELECT *,\n        CASE "form" WHEN 0 THEN \'event.sent\' WHEN 1 THEN \'event.sent\' WHEN 2 THEN \'step.queued\'\n            WHEN 3 THEN \'step.started\' WHEN 4 THEN \'step.completed\' ELSE "form" END AS "kind",\n        CASE WHEN typeof("form") = \'text\' THEN "entry" ->> 4 WHEN "form" = 3 THEN "entry" ->> 9\n            ELSE "entry" ->> 7 END AS "spanId",\n        CASE "form"\n            WHEN 2 THEN json_object(\'executionId\', "execution", \'step\', "entry" ->> 5, \'eventIds\', json("events"),\n                \'eventType\', "entry" ->> 6)\n            WHEN 3 THEN json_object(\'executionId\', "execution", \'step\', "entry" ->> 5, \'attempt\', "entry" ->> 6,\n                \'worker\', "entry" ->> 7, \'eventIds\', json("events"), \'queuedAtMs\', "baseMs" + ("entry" ->> 8))\n            WHEN 4 THEN json_object(\'executionId\', "execution", \'step\', "entry" ->> 5, \'attempt\', "entry" ->> 6,\n                \'eventIds\', json("events"))\n            ELSE CASE WHEN typeof("form") = \'text\' THEN "entry" -> 3\n                ELSE json_object(\'eventId\', \'e\' || ("entry" ->> 4), \'type\', "entry" ->> 5, \'payload\', json("entry" -> 6),\n                    \'cause\', json_object(\'kind\', \'execution\', \'executionId\', "execution"),\n                    \'origin\', CASE "form" WHEN 1 THEN \'sent\' ELSE \'returned\' END) END\n        END AS "data"\n    FROM "Entry"\n)\nSELECT "runId", "seq", "kind", "baseMs" + ("entry" ->> 1) AS "timeMs", "baseNs" + ("entry" ->> 2) AS "monotonicNs",\n    "segment", CASE WHEN "spanId" IS NOT NULL THEN "trace" END AS "traceId", "spanId",\n    "data" ->> \'executionId\' AS "executionId", "data" ->> \'step\' AS "step", "data" ->> \'attempt\' AS "attempt", "data"\nFROM "Read";\n',
    ].join("\n\n"),
  },
];
