import { commentMark, markOf, planComments } from "../rooms/forge-local.js";

export { markOf };