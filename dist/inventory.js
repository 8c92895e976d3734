import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/inventory.ts
await run(async () => (await import("./commands/inventory.js")).command, await actionsSurface());

export {  };