// The overview of an empty store.

import type { ReactElement } from "react";
import { FirstRun } from "#ui/first-run.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";

/** The first page of an empty store. */
export function NoRuns({ path, isThere }: { readonly path: string; readonly isThere: boolean }): ReactElement {
  return (
    <>
      <TopBar>
        <PageTitle>Overview</PageTitle>
      </TopBar>
      <FirstRun className="m-auto">
        <p className="[overflow-wrap:anywhere]">
          {isThere ? "The store is empty:" : "There is no store yet at"} <span className="code">{path}</span>. Another
          file is read with <span className="code">STEPSCOPE_DATABASE_URL</span>.
        </p>
      </FirstRun>
    </>
  );
}
