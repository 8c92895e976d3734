import "./chunks/rolldown-runtime.js";
import { actionsSurface } from "./chunks/actions.js";
import { run } from "./chunks/run.js";

// src/entries/doctor.ts
await run(async () => (await import("./commands/doctor.js")).command, await actionsSurface());

export {  };