package dev.freshet.example.dealerportal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** Labels for the shelf: pages without a script, which people keep as bookmarks. Opened signed out, they lead to the login. */
@Path("labels")
@ApplicationScoped
public class LabelResource {

    private static final int MOST_COPIES = 24;

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="../../portal.css">
            <body class="sheet">
            %2$s</body>
            </html>
            """;

    private static final String LABEL = "<p class=\"label\"><b>%s</b> <span>%s</span> <span>%s %s</span></p>\n";

    @Inject
    Partner partner;

    /** A sheet with as many labels of a part as asked for, at most 24. */
    @GET
    @Path("{sku}")
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public String sheet(@PathParam("sku") String sku, @QueryParam("copies") @DefaultValue("1") int copies) {
        JsonObject part = partner.part(sku);
        String label = LABEL.formatted(
                escaped(part.getString("sku")),
                escaped(part.getString("name")),
                escaped(part.getJsonNumber("price").bigDecimalValue().toPlainString()),
                escaped(part.getString("currency")));
        return PAGE.formatted(escaped(part.getString("sku")), label.repeat(Math.max(1, Math.min(copies, MOST_COPIES))));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
