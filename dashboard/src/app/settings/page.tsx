// Settings of this browser, and what the dashboard reads.

import type { Metadata } from "next";
import type { ReactElement } from "react";
import { databasePath } from "#data/database-path.ts";
import { phoenixAddress, readExportStatus } from "#data/export-status.ts";
import { readStoreSummary } from "#data/store-summary.ts";
import { SettingsPage } from "#features/settings/settings-page.tsx";

export const metadata: Metadata = { title: "Settings" };

export default async function Settings(): Promise<ReactElement> {
  const [store, exported] = await Promise.all([readStoreSummary(), readExportStatus()]);
  const phoenix = phoenixAddress(exported);
  return (
    <SettingsPage
      path={databasePath()}
      condition={store.condition}
      {...(store.bytes === undefined ? {} : { bytes: store.bytes })}
      {...(phoenix === undefined ? {} : { phoenix })}
    />
  );
}
