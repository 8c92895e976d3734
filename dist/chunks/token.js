import { commenterNeed, isJobToken, noJobToken, noToken, writerNeed } from "../rooms/forge-gitlab.js";

export { commenterNeed, isJobToken, noJobToken, noToken, writerNeed };