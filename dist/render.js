import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/render.ts
await run(async () => (await import("./commands/render.js")).command, await actionsSurface());

export {  };