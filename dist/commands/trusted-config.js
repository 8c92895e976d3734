import { trustedConfig } from "../chunks/trusted-config.js";

export { trustedConfig };