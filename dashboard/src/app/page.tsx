// The first page.

import { redirect } from "next/navigation";
import { runsHref } from "#lib/links.ts";

export default function FirstPage(): never {
  redirect(runsHref());
}
