// Puts session, user, metadata and tags where OpenInference instrumentations look for them.

import { createContextKey, type Context } from "@opentelemetry/api";
import { METADATA, SESSION_ID, TAG_TAGS, USER_ID } from "@arizeai/openinference-semantic-conventions";

const key = (attribute: string) => createContextKey(`OpenInference SDK Context Key ${attribute}`);

const SESSION_KEY = key(SESSION_ID);
const USER_KEY = key(USER_ID);
const METADATA_KEY = key(METADATA);
const TAGS_KEY = key(TAG_TAGS);

/** Who a run belongs to. */
export interface RunIdentity {
  readonly sessionId: string;
  readonly userId?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** The context of a run: every third-party span inside inherits its identity. */
export function withRunIdentity(context: Context, identity: RunIdentity, metadata: string): Context {
  let inner = context.setValue(SESSION_KEY, identity.sessionId).setValue(METADATA_KEY, metadata);
  if (identity.userId !== undefined) inner = inner.setValue(USER_KEY, identity.userId);
  if (identity.tags !== undefined && identity.tags.length > 0)
    inner = inner.setValue(TAGS_KEY, JSON.stringify(identity.tags));
  return inner;
}

/** The same context with the metadata of a step. */
export function withMetadata(context: Context, metadata: string): Context {
  return context.setValue(METADATA_KEY, metadata);
}
