/** The core door: define a workflow and run it. */
export {};
