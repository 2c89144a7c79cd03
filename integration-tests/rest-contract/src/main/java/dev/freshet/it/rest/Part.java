package dev.freshet.it.rest;

/** What the tests send and get. Made from JSON, hence open and changeable. */
public class Part {

    /** The number by which it is ordered. */
    public String sku = "";

    /** How many. */
    public int amount;

    /** A part that is filled in later. */
    public Part() {}

    /** A part. */
    public Part(String sku, int amount) {
        this.sku = sku;
        this.amount = amount;
    }
}
