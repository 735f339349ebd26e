package io.inkstream.http;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps out what pages of other sites ask for that are open in a browser on this machine. A browser says where a request comes from
 * ({@code Sec-Fetch-Site}, {@code Origin}), and sends JSON to another site only after it has asked whether it may, which nobody is told.
 */
final class OwnPages {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private OwnPages() {}

    /** @throws Refusal if a page of a site asks that is none of those, or what is sent is not said to be JSON */
    static void require(Context context, CrossOrigins others) {
        String method = context.req().getMethod();
        String site = context.header("Sec-Fetch-Site");
        boolean allowed = others.allow(context.header("Origin"));
        boolean foreign = site != null && !OWN.contains(site) && !isLink(context) || isForeign(context);
        if (foreign && !allowed) {
            throw new Refusal(403, "the request comes from another site's page", null, "cross_site");
        }
        if (WITH_BODY.contains(method) && !isJson(context.contentType())) {
            throw new Refusal(
                    415,
                    "Content-Type must be application/json: "
                            + Shown.shortened(String.valueOf(context.contentType()), 100),
                    null,
                    "unsupported_media_type");
        }
    }

    /** Somebody follows a link to here. The page with the link sees nothing of what is there. */
    private static boolean isLink(Context context) {
        return "GET".equals(context.req().getMethod())
                && "navigate".equals(context.header("Sec-Fetch-Mode"))
                && "document".equals(context.header("Sec-Fetch-Dest"));
    }

    private static boolean isForeign(Context context) {
        String origin = context.header("Origin");
        if (origin == null) {
            return false;
        }
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null || !authority.equalsIgnoreCase(context.header("Host"));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static boolean isJson(String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
