// Turns a drawing into one of the formats, and into a file when asked.

import { writeFile } from "node:fs/promises";
import { OptionError } from "../errors/option-error.ts";
import { drawDot } from "./draw-dot.ts";
import { drawHtml } from "./draw-html.ts";
import { drawMermaid } from "./draw-mermaid.ts";
import { drawSvg } from "./draw-svg.ts";
import type { Drawing } from "./drawing.ts";

/** What a drawing can be turned into. */
export type DrawingFormat = "html" | "svg" | "mermaid" | "dot" | "json";

/** Options of the drawing functions. */
export interface DrawingOptions<Format extends DrawingFormat = DrawingFormat> {
  /** `html` is one self-contained page; `json` gives the drawing as data. @default "html" */
  readonly format?: Format;
  /** Where to write it as well. @default nowhere */
  readonly filename?: string;
}

/** What a format gives: text, or the drawing itself for `json`. */
export type Rendered<Format extends DrawingFormat> = Format extends "json" ? Drawing : string;

const TEXT_FORMATS: Readonly<Record<Exclude<DrawingFormat, "json">, (drawing: Drawing) => string>> = {
  html: drawHtml,
  svg: drawSvg,
  mermaid: drawMermaid,
  dot: drawDot,
};

/** Turns a drawing into a format. @throws OptionError when the format is unknown. */
export async function renderDrawing<Format extends DrawingFormat = "html">(
  drawing: Drawing,
  options: DrawingOptions<Format> = {},
): Promise<Rendered<Format>> {
  const { filename } = options;
  const format: DrawingFormat = options.format ?? "html";
  const rendered = format === "json" ? drawing : renderText(drawing, format);
  if (filename !== undefined)
    await writeFile(filename, typeof rendered === "string" ? rendered : `${JSON.stringify(rendered, undefined, 2)}\n`);
  return asRendered<Format>(rendered);
}

function renderText(drawing: Drawing, format: Exclude<DrawingFormat, "json">): string {
  if (!Object.hasOwn(TEXT_FORMATS, format))
    throw new OptionError("drawing: format", "html, svg, mermaid, dot or json", format);
  return TEXT_FORMATS[format](drawing);
}

/** The format has just decided which of the two it is. */
function asRendered<Format extends DrawingFormat>(rendered: string | Drawing): Rendered<Format> {
  return rendered as Rendered<Format>;
}
