import { commentMark, markOf, planComments, putComments } from "../rooms/forge-local.js";

export { markOf };