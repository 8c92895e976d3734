import { fetchPublished } from "../rooms/render-remote-sources.js";

export { fetchPublished };