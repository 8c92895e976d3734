import { openElsewhere } from "../rooms/render-elsewhere.js";

export { openElsewhere };