import { fetchPublished } from "../rooms/render-elsewhere.js";

export { fetchPublished };