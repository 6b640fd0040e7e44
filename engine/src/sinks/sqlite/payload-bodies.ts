// Puts the bodies that are stored apart back into a stored text.

/** A payload reference as the writer writes it. Inside a text its quotes would be escaped. */
const PAYLOAD_REFERENCE = /\{"\$":"Payload","hash":"([0-9a-f]{64})","bytes":\d+\}/g;

/** Finds a body by its hash. */
export const SELECT_PAYLOAD_BODY = `SELECT "body" FROM "Payload" WHERE "hash" = ?`;

/** The text with every body in its place. A reference whose body is gone stays. */
export function withBodies(text: string, bodyOf: (hash: string) => unknown): string {
  return text.replaceAll(PAYLOAD_REFERENCE, (reference, hash: string) => {
    const body = bodyOf(hash);
    return typeof body === "string" ? body : reference;
  });
}
