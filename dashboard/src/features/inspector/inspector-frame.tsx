// The frame of the inspector: what is selected, its status, its tabs.

"use client";

import { ExternalLink, Link as LinkIcon, X } from "lucide-react";
import { type ReactElement, type ReactNode, useState } from "react";
import type { ShownStatus } from "#lib/run-status.ts";
import { cn } from "#lib/cn.ts";
import { visibleText } from "#lib/visible-text.ts";
import { IconButton } from "#ui/icon-button.tsx";
import { KindIcon, type KindName } from "#ui/kind-icon.tsx";
import { StatusBadge } from "#ui/status.tsx";
import { TabPanel, Tabs } from "#ui/tabs.tsx";
import { copyLink } from "#ui/copy-link.ts";

/** One tab and what it opens. */
export interface InspectorTab {
  readonly value: string;
  readonly label: string;
  readonly count?: number;
  readonly content: ReactNode;
}

export interface InspectorFrameProps extends ShownStatus {
  readonly kind: KindName;
  readonly title: string;
  readonly isCode?: boolean;
  readonly details: readonly ReactNode[];
  readonly tabs: readonly InspectorTab[];
  readonly phoenixHref?: string | undefined;
  readonly onClose?: (() => void) | undefined;
}

/** Remembers the tab across selections, as long as the next one has it too. */
let lastTab: string | undefined;

type HeaderProps = Omit<InspectorFrameProps, "tabs">;

function Actions({ phoenixHref, onClose }: Pick<HeaderProps, "phoenixHref" | "onClose">): ReactElement {
  return (
    <span className="ml-auto flex">
      {phoenixHref !== undefined && (
        <IconButton size="sm" label="Open span in Phoenix" asChild>
          <a href={phoenixHref} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
          </a>
        </IconButton>
      )}
      <IconButton size="sm" label="Copy link" keys="Y" onClick={copyLink}>
        <LinkIcon aria-hidden />
      </IconButton>
      {onClose !== undefined && (
        <IconButton size="sm" label="Close" keys="Esc" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      )}
    </span>
  );
}

function Header(props: HeaderProps): ReactElement {
  const { kind, title, isCode = false, details, phoenixHref, onClose, ...shown } = props;
  return (
    <div className="shrink-0 pt-2.5 pr-3 pb-2 pl-4">
      <div className="flex items-center gap-2">
        <KindIcon kind={kind} />
        <h2 className={cn("min-w-0 truncate font-semibold", isCode ? "code text-sm" : "text-md")}>
          {visibleText(title)}
        </h2>
        <StatusBadge {...shown} />
        <Actions phoenixHref={phoenixHref} onClose={onClose} />
      </div>
      <div className="mt-1 flex flex-wrap gap-x-1.5 text-xs text-muted-foreground">
        {details.map((detail, at) => (
          <span key={at} className="nums">
            {at > 0 && <span aria-hidden>· </span>}
            {detail}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Header, tabs, body. */
export function InspectorFrame({ tabs, ...header }: InspectorFrameProps): ReactElement {
  const [chosen, setChosen] = useState(lastTab);
  const open = tabs.find((tab) => tab.value === chosen)?.value ?? tabs[0]?.value ?? "";
  const choose = (value: string): void => {
    lastTab = value;
    setChosen(value);
  };
  return (
    <>
      <Header {...header} />
      <Tabs label="Details" value={open} onChange={choose} tabs={tabs}>
        {tabs.map((tab) => (
          <TabPanel
            key={tab.value}
            value={tab.value}
            className="flex flex-col gap-3 px-4 pt-3 pb-4 data-[state=inactive]:hidden"
          >
            {tab.content}
          </TabPanel>
        ))}
      </Tabs>
    </>
  );
}
