// Settings: how the dashboard looks in this browser, and what it reads.

"use client";

import { useTheme } from "next-themes";
import type { ReactElement, ReactNode } from "react";
import { formatBytes } from "#lib/format.ts";
import { acceptBoolean, usePreference } from "#lib/preferences.ts";
import { FIRST_VIEWS, SAVED_VIEWS_KEY, acceptSavedViews } from "#lib/saved-views.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { Card, CardHeader } from "#ui/card.tsx";
import { CopyButton } from "#ui/copy-button.tsx";
import { Segmented } from "#ui/segmented.tsx";
import { useIsHydrated } from "#ui/time.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";

export interface SettingsPageProps {
  readonly path: string;
  readonly condition: "live" | "missing" | "unreadable";
  readonly bytes?: number;
  readonly phoenix?: string;
}

function Line({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-gridline px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <h3 className="font-medium">{label}</h3>
        {hint !== undefined && <p className="text-xs text-muted-foreground">{hint}</p>}
      </div>
      <div className="flex min-w-0 items-center gap-2">{children}</div>
    </div>
  );
}

const THEMES = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "system", label: "System" },
] as const;

const ON_OFF = [
  { value: "on", label: "On" },
  { value: "off", label: "Off" },
] as const;

function Toggle({
  label,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): ReactElement {
  return (
    <Segmented
      label={label}
      value={isOn ? "on" : "off"}
      options={ON_OFF}
      onChange={(value) => onChange(value === "on")}
    />
  );
}

function BrowserCard(): ReactElement {
  const { theme, setTheme } = useTheme();
  const isHydrated = useIsHydrated();
  const [foldsIdle, setFoldsIdle] = usePreference("foldsIdle", true, acceptBoolean);
  const [isCritical, setIsCritical] = usePreference("criticalPath", true, acceptBoolean);
  const [isMarkdown, setIsMarkdown] = usePreference("markdown", false, acceptBoolean);
  const [views, setViews] = usePreference(SAVED_VIEWS_KEY, FIRST_VIEWS, acceptSavedViews);
  const current = THEMES.find((one) => isHydrated && one.value === theme)?.value ?? "system";
  return (
    <Card label="This browser">
      <CardHeader title="This browser" note="Kept here, never in an address" />
      <Line label="Theme">
        <Segmented label="Theme" value={current} options={THEMES} onChange={setTheme} />
      </Line>
      <Line label="Compress idle time" hint="Long gaps of a timeline are drawn short, with their length on them.">
        <Toggle label="Compress idle time" isOn={foldsIdle} onChange={setFoldsIdle} />
      </Line>
      <Line label="Critical path" hint="Underlines what decided how long a run took.">
        <Toggle label="Critical path" isOn={isCritical} onChange={setIsCritical} />
      </Line>
      <Line
        label="Model text as markdown"
        hint="Without raw HTML; images are never loaded, links show where they lead."
      >
        <Toggle label="Model text as markdown" isOn={isMarkdown} onChange={setIsMarkdown} />
      </Line>
      <Line label="Saved views" hint={`${views.length} in the sidebar.`}>
        <Button onClick={() => setViews(FIRST_VIEWS)}>Restore the first ones</Button>
      </Line>
    </Card>
  );
}

const CONDITION = { live: "readable", missing: "not there yet", unreadable: "cannot be read" } as const;

/** The page. */
export function SettingsPage({ path, condition, bytes, phoenix }: SettingsPageProps): ReactElement {
  return (
    <>
      <TopBar>
        <PageTitle>Settings</PageTitle>
      </TopBar>
      <div className="flex max-w-[800px] flex-col gap-4 p-4">
        <BrowserCard />
        <Card label="Store">
          <CardHeader title="Store" note="Read only: the dashboard never changes it" />
          <Line
            label="File"
            hint={`${CONDITION[condition]}${bytes === undefined ? "" : `, ${formatBytes(bytes)}`}. Another one is read with STEPSCOPE_DATABASE_URL.`}
          >
            <span className="code min-w-0 [overflow-wrap:anywhere]">{visibleText(path)}</span>
            <CopyButton label="Copy path" text={path} />
          </Line>
          <Line
            label="Phoenix"
            hint="Where Open in Phoenix leads: PHOENIX_COLLECTOR_ENDPOINT, or where spans were last sent."
          >
            <span className="code">{phoenix ?? "not known"}</span>
          </Line>
          <Line
            label="Retention and redaction"
            hint="Set where the workflows run, in observe(): what is not to be kept is never written here."
          >
            <span />
          </Line>
        </Card>
      </div>
    </>
  );
}
