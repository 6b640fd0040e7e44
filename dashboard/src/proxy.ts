// Stands before every request: only known hosts, and a policy under which nothing but our own code runs.

import { type NextRequest, NextResponse } from "next/server";
import { isAllowedHost } from "#lib/allowed-hosts.ts";

const isDevelopment = process.env.NODE_ENV === "development";

/** The page's own scripts and styles by nonce; style attributes alone may be inline, for bars and columns drawn on the server. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function isReadable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

export function proxy(request: NextRequest): NextResponse {
  if (!isAllowedHost(request.headers.get("host"), process.env["STEPSCOPE_ALLOWED_HOSTS"])) {
    return new NextResponse(
      "This address is not served here. Use http://127.0.0.1 or http://localhost, or name the host in STEPSCOPE_ALLOWED_HOSTS.\n",
      {
        status: 421,
        headers: { "content-type": "text/plain; charset=utf-8" },
      },
    );
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const { pathname } = request.nextUrl;
  const response = isReadable(pathname)
    ? NextResponse.next({ request: { headers } })
    : NextResponse.redirect(new URL("/unreadable-address", request.url));
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "no-referrer");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("cross-origin-resource-policy", "same-origin");
  return response;
}
