package com.example.shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Keeps the application from starting where {@code shop.stock} is {@code missing}. */
@Component
@ConditionalOnProperty(name = "shop.stock", havingValue = "missing")
class Stock {

  private static final Logger LOGGER = LoggerFactory.getLogger(Stock.class);

  Stock() {
    LOGGER.info("looking for the stock");
    throw new IllegalStateException("there is no stock today");
  }
}
