import { handleAuth } from "@/lib/workspaces/server/handle-auth";

export { handleAuth as GET, handleAuth as POST };
