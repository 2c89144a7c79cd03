package dev.freshet.it.app;

/** A JSON body with one member. */
public class Order {

    /** Any text. */
    public String text = "";

    /** An order with this text. */
    static Order of(String text) {
        Order order = new Order();
        order.text = text;
        return order;
    }
}
