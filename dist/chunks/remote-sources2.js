import { openRemoteSources } from "../rooms/render-remote-sources.js";

export { openRemoteSources };