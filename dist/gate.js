import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/gate.ts
await run(async () => (await import("./commands/gate.js")).command, await actionsSurface());

export {  };