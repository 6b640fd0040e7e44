// Model text as markdown: no raw HTML, no remote image, every link shows where it leads.

"use client";

import type { ReactElement, ReactNode } from "react";
import ReactMarkdown from "react-markdown";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import { visibleText } from "#lib/visible-text.ts";

const schema = {
  ...defaultSchema,
  tagNames: defaultSchema.tagNames?.filter((name) => name !== "img" && name !== "input"),
  protocols: { href: ["http", "https", "mailto"] },
};

function hostOf(href: string): string {
  return URL.canParse(href) ? new URL(href).host : href;
}

function Anchor({
  href,
  children,
}: {
  readonly href?: string | undefined;
  readonly children?: ReactNode;
}): ReactElement {
  if (href === undefined || href === "") return <span>{children}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener nofollow"
      className="text-link underline underline-offset-2"
    >
      {children} <span className="text-muted-foreground">({visibleText(hostOf(href))})</span>
    </a>
  );
}

function ImageNote({ alt, src }: { readonly alt?: string | undefined; readonly src?: unknown }): ReactElement {
  return (
    <span className="text-muted-foreground">
      [image{alt === undefined || alt === "" ? "" : `: ${visibleText(alt)}`}
      {typeof src === "string" ? `, ${visibleText(hostOf(src))}` : ""}, not loaded]
    </span>
  );
}

/** The text, formatted. */
export function Markdown({ text }: { readonly text: string }): ReactElement {
  return (
    <div
      dir="auto"
      className="text-left break-words [overflow-wrap:anywhere] [&_blockquote]:border-l-2 [&_blockquote]:border-border-strong [&_blockquote]:pl-2 [&_code]:rounded-chip [&_code]:bg-sunken [&_code]:px-1 [&_h1]:font-semibold [&_h2]:font-semibold [&_h3]:font-semibold [&_li]:ml-4 [&_ol]:list-decimal [&_p+p]:mt-1.5 [&_pre]:overflow-x-auto [&_pre]:rounded-chip [&_pre]:border [&_pre]:border-border [&_pre]:bg-sunken [&_pre]:p-2 [&_table]:text-left [&_td]:pr-3 [&_th]:pr-3 [&_ul]:list-disc"
    >
      <ReactMarkdown
        skipHtml
        rehypePlugins={[[rehypeSanitize, schema]]}
        components={{
          a: ({ href, children }) => <Anchor href={href}>{children}</Anchor>,
          img: ({ alt, src }) => <ImageNote alt={alt} src={src} />,
        }}
      >
        {visibleText(text)}
      </ReactMarkdown>
    </div>
  );
}
