import { githubPart } from "../rooms/doctor-github.js";

export { githubPart };