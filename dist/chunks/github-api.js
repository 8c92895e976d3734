import { GitHubApi } from "../rooms/doctor-github.js";

export { GitHubApi };