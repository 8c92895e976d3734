import { gitlabPart } from "../rooms/doctor.js";

export { gitlabPart };