import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/update.ts
await run(async () => (await import("./commands/update.js")).command, await actionsSurface());

export {  };