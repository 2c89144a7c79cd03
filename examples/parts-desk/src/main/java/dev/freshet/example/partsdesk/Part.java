package dev.freshet.example.partsdesk;

import java.math.BigDecimal;

/** A spare part as the partner sells it. */
public record Part(String sku, String name, BigDecimal price, String currency, int stock) {}
