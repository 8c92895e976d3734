import { require_tar_stream } from "../packages/tar-stream.js";

export default require_tar_stream();

export {  };