-- CreateTable
CREATE TABLE "JournalBlock" (
    "runId" TEXT NOT NULL,
    "lastSeq" INTEGER NOT NULL,
    "firstSeq" INTEGER NOT NULL,
    "segment" INTEGER NOT NULL,
    "timeMs" BIGINT NOT NULL,
    "monotonicNs" BIGINT NOT NULL,
    "traceId" TEXT,
    "entries" TEXT NOT NULL,

    PRIMARY KEY ("runId", "lastSeq"),
    CONSTRAINT "JournalBlock_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- What is stored already, in the long form of an entry, with its times as they are.
INSERT INTO "JournalBlock"
SELECT "runId", max("seq"), min("seq"), "segment", 0, 0, max("traceId"),
    json_group_array(json_array("kind", "timeMs", "monotonicNs", json("data"), "spanId") ORDER BY "seq")
FROM "Record"
GROUP BY "runId", "segment", "seq" / 256;

-- DropTable
DROP TABLE "Record";

-- The journal one record at a time, as the table before it: for people and tools that read the file with SQL.
CREATE VIEW "Record" AS
WITH "Entry" AS (
    SELECT b."runId" AS "runId", b."firstSeq" + e."key" AS "seq", b."timeMs" AS "baseMs", b."monotonicNs" AS "baseNs",
        b."segment" AS "segment", b."traceId" AS "trace", e."value" AS "entry", e."value" ->> 0 AS "form",
        'x' || (e."value" ->> 3) AS "execution",
        CASE e."value" ->> 4 WHEN 0 THEN json_array() ELSE json_array('e' || (e."value" ->> 4)) END AS "events"
    FROM "JournalBlock" AS b, json_each(b."entries") AS e
),
"Read" AS (
    SELECT *,
        CASE "form" WHEN 0 THEN 'event.sent' WHEN 1 THEN 'event.sent' WHEN 2 THEN 'step.queued'
            WHEN 3 THEN 'step.started' WHEN 4 THEN 'step.completed' ELSE "form" END AS "kind",
        CASE WHEN typeof("form") = 'text' THEN "entry" ->> 4 WHEN "form" = 3 THEN "entry" ->> 9
            ELSE "entry" ->> 7 END AS "spanId",
        CASE "form"
            WHEN 2 THEN json_object('executionId', "execution", 'step', "entry" ->> 5, 'eventIds', json("events"),
                'eventType', "entry" ->> 6)
            WHEN 3 THEN json_object('executionId', "execution", 'step', "entry" ->> 5, 'attempt', "entry" ->> 6,
                'worker', "entry" ->> 7, 'eventIds', json("events"), 'queuedAtMs', "baseMs" + ("entry" ->> 8))
            WHEN 4 THEN json_object('executionId', "execution", 'step', "entry" ->> 5, 'attempt', "entry" ->> 6,
                'eventIds', json("events"))
            ELSE CASE WHEN typeof("form") = 'text' THEN "entry" -> 3
                ELSE json_object('eventId', 'e' || ("entry" ->> 4), 'type', "entry" ->> 5, 'payload', json("entry" -> 6),
                    'cause', json_object('kind', 'execution', 'executionId', "execution"),
                    'origin', CASE "form" WHEN 1 THEN 'sent' ELSE 'returned' END) END
        END AS "data"
    FROM "Entry"
)
SELECT "runId", "seq", "kind", "baseMs" + ("entry" ->> 1) AS "timeMs", "baseNs" + ("entry" ->> 2) AS "monotonicNs",
    "segment", CASE WHEN "spanId" IS NOT NULL THEN "trace" END AS "traceId", "spanId",
    "data" ->> 'executionId' AS "executionId", "data" ->> 'step' AS "step", "data" ->> 'attempt' AS "attempt", "data"
FROM "Read";
