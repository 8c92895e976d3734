import { openLocalMerging } from "../rooms/forge-local.js";

export { openLocalMerging };