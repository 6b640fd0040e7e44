import { describe, expect, it } from "vitest";
import { foldJournal } from "../testing/fold-journal.ts";
import { researchJournal } from "../testing/sample-journals.ts";
import { MARKER_KIND, neighbourMarker, placeMarkers, replayMarkers, seqAtMs } from "./replay-markers.ts";
import { plainTimeMap } from "./time-map.ts";

const research = foldJournal(researchJournal());

describe("replay markers", () => {
  const markers = replayMarkers(research);

  it("mark retries, waits and writes", () => {
    const kinds = markers.map((marker) => marker.kind);
    expect(kinds.filter((kind) => kind === MARKER_KIND.retry)).toHaveLength(1);
    expect(kinds.filter((kind) => kind === MARKER_KIND.wait)).toHaveLength(1);
    expect(kinds.filter((kind) => kind === MARKER_KIND.stateWrite)).toHaveLength(research.stateChanges.length);
  });

  it("let the worst win a shared stretch, and count the others", () => {
    const placed = placeMarkers(markers, plainTimeMap(research.lastMs), research.lastMs + 1);
    expect(placed).toMatchObject([{ kind: MARKER_KIND.retry, count: markers.length }]);
  });

  it("are found from either side", () => {
    const retry = markers.find((marker) => marker.kind === MARKER_KIND.retry);
    const seq = retry?.seq ?? 0;
    const kinds = [MARKER_KIND.retry];
    expect(neighbourMarker(markers, seq - 1, { direction: "next", kinds })).toBe(retry);
    expect(neighbourMarker(markers, seq, { direction: "next", kinds })).toBeUndefined();
    expect(neighbourMarker(markers, seq + 1, { direction: "previous", kinds })).toBe(retry);
  });

  it("stand at records whose time is theirs", () => {
    for (const marker of markers) expect(seqAtMs(research, marker.atMs)).toBeGreaterThanOrEqual(marker.seq);
    expect(seqAtMs(research, -1)).toBe(0);
  });
});
