// Mounts the page.

import { createApp } from "vue";
import TakePart from "./TakePart.vue";

createApp(TakePart, { task: "TASK", invite: "INVITE" }).mount("#root");
