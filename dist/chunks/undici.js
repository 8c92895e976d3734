import { require_undici } from "../packages/undici.js";

export default require_undici();

export {  };