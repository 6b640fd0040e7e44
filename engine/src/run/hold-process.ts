// Keeps the process alive while runs are not over: one timer for all of them.

/** Long enough never to matter; short enough for the platform. */
const HOLD_MS = 2 ** 30;

let holders = 0;
let timer: NodeJS.Timeout | undefined;

/** Holds the process until the returned function is called. */
export function holdProcess(): () => void {
  holders += 1;
  if (timer === undefined) timer = setInterval(() => undefined, HOLD_MS);
  else timer.ref();
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    holders -= 1;
    // Stopping and starting timers costs more than letting one lie idle.
    if (holders === 0) timer?.unref();
  };
}
