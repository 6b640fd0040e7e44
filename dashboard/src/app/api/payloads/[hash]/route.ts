// GET a body that stands behind a reference.

import { problem, respond } from "#data/respond.ts";
import { readPayload } from "#data/run-detail.ts";

export async function GET(
  _request: Request,
  { params }: { readonly params: Promise<{ readonly hash: string }> },
): Promise<Response> {
  const { hash } = await params;
  if (!/^[0-9a-f]{64}$/u.test(hash)) return problem(400, "A payload is named by 64 hexadecimal digits.");
  let text: string | undefined;
  const answer = await respond(async () => {
    text = await readPayload(hash);
    return text === undefined ? undefined : {};
  });
  if (text === undefined) return answer;
  return new Response(text, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "private, max-age=31536000, immutable",
    },
  });
}
