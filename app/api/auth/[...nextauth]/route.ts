export { authRoute as GET, authRoute as POST } from "@/lib/access/auth-route";
