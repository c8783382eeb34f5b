"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useState } from "react";
import { ApiError } from "@/components/shell/api-error";
import { Toaster } from "@/components/ui/toast";

function createQueryClient(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			queries: {
				staleTime: 15_000,
				// What the request itself got wrong does not get right by asking again.
				retry: (failures, error) => failures < 2 && !(error instanceof ApiError && !error.isRetryable),
			},
		},
	});
}

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
	const [client] = useState(createQueryClient);
	return (
		<ThemeProvider
			attribute="class"
			defaultTheme="system"
			enableSystem
			disableTransitionOnChange
			{...(nonce ? { nonce } : {})}
		>
			<QueryClientProvider client={client}>
				{children}
				<Toaster />
			</QueryClientProvider>
		</ThemeProvider>
	);
}
