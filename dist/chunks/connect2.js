import { connectGitHub } from "../rooms/forge-github.js";

export { connectGitHub };