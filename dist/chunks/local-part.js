import { localPart } from "../rooms/doctor-local.js";

export { localPart };