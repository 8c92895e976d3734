import { Client, part, waitOf } from "../rooms/forge-gitlab.js";

export { Client, part, waitOf };