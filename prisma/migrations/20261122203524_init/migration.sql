-- CreateTable
CREATE TABLE "Workflow" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "version" TEXT,
    "graph" TEXT NOT NULL,
    "firstSeenAtMs" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Run" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "backingOff" INTEGER NOT NULL DEFAULT 0,
    "workflow" TEXT NOT NULL,
    "version" TEXT,
    "definitionHash" TEXT NOT NULL,
    "reducerVersion" INTEGER NOT NULL DEFAULT 1,
    "inputPreview" TEXT NOT NULL DEFAULT '',
    "resultPreview" TEXT,
    "errorName" TEXT,
    "errorMessage" TEXT,
    "failedStep" TEXT,
    "startedAtMs" BIGINT NOT NULL,
    "endedAtMs" BIGINT,
    "updatedAtMs" BIGINT NOT NULL,
    "timeoutMs" REAL,
    "deadlineAtMs" BIGINT,
    "durationMs" REAL,
    "waitingMs" REAL NOT NULL DEFAULT 0,
    "activeMs" REAL,
    "waitingSinceAtMs" BIGINT,
    "waitingFor" TEXT NOT NULL DEFAULT '[]',
    "waitingPrompt" TEXT,
    "activity" TEXT,
    "executions" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "maxAttempts" INTEGER NOT NULL DEFAULT 1,
    "llmCalls" INTEGER NOT NULL DEFAULT 0,
    "promptTokens" INTEGER NOT NULL DEFAULT 0,
    "completionTokens" INTEGER NOT NULL DEFAULT 0,
    "totalTokens" INTEGER NOT NULL DEFAULT 0,
    "costUsd" REAL NOT NULL DEFAULT 0,
    "tags" TEXT NOT NULL DEFAULT '[]',
    "sessionId" TEXT,
    "userId" TEXT,
    "parentRunId" TEXT,
    "parentExecutionId" TEXT,
    "forkedFromRunId" TEXT,
    "forkedFromSeq" INTEGER,
    "traceId" TEXT,
    "rootSpanId" TEXT,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "segments" INTEGER NOT NULL DEFAULT 1,
    "recordsDropped" INTEGER NOT NULL DEFAULT 0,
    "metadata" TEXT,
    "input" TEXT NOT NULL,
    "result" TEXT,
    "error" TEXT,
    CONSTRAINT "Run_definitionHash_fkey" FOREIGN KEY ("definitionHash") REFERENCES "Workflow" ("hash") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Record" (
    "runId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "timeMs" BIGINT NOT NULL,
    "monotonicNs" BIGINT NOT NULL,
    "segment" INTEGER NOT NULL,
    "traceId" TEXT,
    "spanId" TEXT,
    "executionId" TEXT,
    "step" TEXT,
    "attempt" INTEGER,
    "data" TEXT NOT NULL,

    PRIMARY KEY ("runId", "seq"),
    CONSTRAINT "Record_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RunStep" (
    "runId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "runNumber" INTEGER NOT NULL,
    "workflow" TEXT NOT NULL,
    "startedAtMs" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "retries" INTEGER NOT NULL,
    "totalMs" REAL NOT NULL,
    "minMs" REAL NOT NULL,
    "maxMs" REAL NOT NULL,
    "p50Ms" REAL NOT NULL,
    "p95Ms" REAL NOT NULL,
    "queueMs" REAL NOT NULL,

    PRIMARY KEY ("runId", "step"),
    CONSTRAINT "RunStep_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RunTag" (
    "runNumber" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "startedAtMs" BIGINT NOT NULL,

    PRIMARY KEY ("runNumber", "tag"),
    CONSTRAINT "RunTag_runNumber_fkey" FOREIGN KEY ("runNumber") REFERENCES "Run" ("number") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RunModel" (
    "runNumber" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "startedAtMs" BIGINT NOT NULL,
    "calls" INTEGER NOT NULL,
    "promptTokens" INTEGER NOT NULL,
    "completionTokens" INTEGER NOT NULL,
    "totalTokens" INTEGER NOT NULL,
    "costUsd" REAL NOT NULL,

    PRIMARY KEY ("runNumber", "model"),
    CONSTRAINT "RunModel_runNumber_fkey" FOREIGN KEY ("runNumber") REFERENCES "Run" ("number") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Span" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "runId" TEXT NOT NULL,
    "executionId" TEXT,
    "traceId" TEXT NOT NULL,
    "spanId" TEXT NOT NULL,
    "parentSpanId" TEXT,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "startTimeMs" REAL NOT NULL,
    "endTimeMs" REAL NOT NULL,
    "status" TEXT NOT NULL,
    "error" TEXT,
    "attributes" TEXT NOT NULL,
    "events" TEXT,
    "model" TEXT,
    "provider" TEXT,
    "promptTokens" INTEGER,
    "completionTokens" INTEGER,
    "cacheReadTokens" INTEGER,
    "reasoningTokens" INTEGER,
    "costUsd" REAL,
    "timeToFirstTokenMs" REAL
);

-- CreateTable
CREATE TABLE "Payload" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "body" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "createdAtMs" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "PayloadUse" (
    "hash" TEXT NOT NULL,
    "runNumber" INTEGER NOT NULL,

    PRIMARY KEY ("hash", "runNumber"),
    CONSTRAINT "PayloadUse_hash_fkey" FOREIGN KEY ("hash") REFERENCES "Payload" ("hash") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "PayloadUse_runNumber_fkey" FOREIGN KEY ("runNumber") REFERENCES "Run" ("number") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ExportOutbox" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "runId" TEXT,
    "traceId" TEXT NOT NULL,
    "spanId" TEXT NOT NULL,
    "body" BLOB NOT NULL,
    "bytes" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAtMs" BIGINT NOT NULL,
    "sentAtMs" BIGINT,
    "dueAtMs" BIGINT NOT NULL,
    "lastError" TEXT
);

-- CreateTable
CREATE TABLE "ExportTarget" (
    "endpoint" TEXT NOT NULL PRIMARY KEY,
    "project" TEXT,
    "confirmed" INTEGER NOT NULL DEFAULT 0,
    "lastSentAtMs" BIGINT,
    "lastConfirmedAtMs" BIGINT,
    "lastError" TEXT,
    "lastErrorAtMs" BIGINT
);

-- CreateIndex
CREATE INDEX "Workflow_name_firstSeenAtMs_idx" ON "Workflow"("name", "firstSeenAtMs");

-- CreateIndex
CREATE UNIQUE INDEX "Run_id_key" ON "Run"("id");

-- CreateIndex
CREATE INDEX "Run_startedAtMs_idx" ON "Run"("startedAtMs");

-- CreateIndex
CREATE INDEX "Run_overview_idx" ON "Run"("startedAtMs", "status", "workflow", "activeMs", "totalTokens", "costUsd");

-- CreateIndex
CREATE INDEX "Run_status_startedAtMs_idx" ON "Run"("status", "startedAtMs");

-- CreateIndex
CREATE INDEX "Run_workflow_startedAtMs_idx" ON "Run"("workflow", "startedAtMs", "status", "activeMs", "totalTokens", "costUsd");

-- CreateIndex
CREATE INDEX "Run_definitionHash_startedAtMs_idx" ON "Run"("definitionHash", "startedAtMs");

-- CreateIndex
CREATE INDEX "Run_durationMs_idx" ON "Run"("durationMs");

-- CreateIndex
CREATE INDEX "Run_activeMs_idx" ON "Run"("activeMs");

-- CreateIndex
CREATE INDEX "Run_totalTokens_idx" ON "Run"("totalTokens");

-- CreateIndex
CREATE INDEX "Run_costUsd_idx" ON "Run"("costUsd");

-- CreateIndex
CREATE INDEX "Run_retries_idx" ON "Run"("retries");

-- CreateIndex
CREATE INDEX "Run_sessionId_startedAtMs_idx" ON "Run"("sessionId", "startedAtMs");

-- CreateIndex
CREATE INDEX "Run_userId_startedAtMs_idx" ON "Run"("userId", "startedAtMs");

-- CreateIndex
CREATE INDEX "Run_parentRunId_idx" ON "Run"("parentRunId");

-- CreateIndex
CREATE INDEX "Run_forkedFromRunId_idx" ON "Run"("forkedFromRunId");

-- CreateIndex
CREATE INDEX "RunStep_startedAtMs_idx" ON "RunStep"("startedAtMs");

-- CreateIndex
CREATE INDEX "RunStep_step_startedAtMs_idx" ON "RunStep"("step", "startedAtMs");

-- CreateIndex
CREATE INDEX "RunStep_workflow_startedAtMs_idx" ON "RunStep"("workflow", "startedAtMs");

-- CreateIndex
CREATE INDEX "RunTag_tag_startedAtMs_idx" ON "RunTag"("tag", "startedAtMs");

-- CreateIndex
CREATE INDEX "RunModel_startedAtMs_idx" ON "RunModel"("startedAtMs");

-- CreateIndex
CREATE INDEX "RunModel_model_startedAtMs_idx" ON "RunModel"("model", "startedAtMs");

-- CreateIndex
CREATE INDEX "Span_runId_idx" ON "Span"("runId");

-- CreateIndex
CREATE INDEX "PayloadUse_runNumber_idx" ON "PayloadUse"("runNumber");

-- CreateIndex
CREATE INDEX "ExportOutbox_state_dueAtMs_idx" ON "ExportOutbox"("state", "dueAtMs");

-- The full-text index over runs: rowid is Run.number. Trigrams find substrings of three characters and more in any
-- script. Contentless: the texts themselves are in Run and are not kept twice.
CREATE VIRTUAL TABLE "RunSearch" USING fts5(
    "input",
    "output",
    "error",
    "names",
    content = '',
    contentless_delete = 1,
    tokenize = 'trigram remove_diacritics 1'
);
