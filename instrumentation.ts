export { register } from "@/lib/platform/start-web";
